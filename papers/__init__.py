"""Papers: documents in words and as PDFs, for the pages that offer them and for the file that holds them all."""
