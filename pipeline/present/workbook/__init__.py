"""The workbook of a period, for officials who work in Excel."""
