"""What the answers say of the questionnaire itself."""
