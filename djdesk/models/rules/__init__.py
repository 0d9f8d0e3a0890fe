"""Pure functions over dated tables: nothing but the standard library and `djdesk.errors`."""
