-- What named the selection as a whole, and what was found settled under that name, goes: a consolidation selects anew
-- each time. The name of the texts stays, since without it every text would have to be read.
DROP TRIGGER IF EXISTS selection_output_inserted;
DROP TRIGGER IF EXISTS selection_output_updated;
DROP TRIGGER IF EXISTS selection_output_deleted;
DROP TRIGGER IF EXISTS selection_thread_inserted;
DROP TRIGGER IF EXISTS selection_thread_updated;
DROP TRIGGER IF EXISTS selection_thread_deleted;
DROP TRIGGER IF EXISTS selection_revised;
DROP TRIGGER IF EXISTS selection_mark_updated;
DELETE FROM meta WHERE key IN ('selection_revision', 'settled_inputs', 'marked_selection');
