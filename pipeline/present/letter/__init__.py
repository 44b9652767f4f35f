"""The letter: claims that the tables allow, the form of Decree 30/2020, the Word documents."""
