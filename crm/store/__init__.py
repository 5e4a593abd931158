"""Where the record lives: a workbook behind one protocol, a journal beside it, and the Store that alone writes."""
