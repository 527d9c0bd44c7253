-- What a consolidation asks of the outputs, without reading their texts: those that have one (the characters are
-- those that make none), in thread-id order.
CREATE INDEX stage1_outputs_with_text ON stage1_outputs (
  thread_id, source_updated_at, rollout_slug, generated_at, usage_count, last_usage
) WHERE trim(raw_memory, char(
    9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233,
    8239, 8287, 12288, 65279)) <> ''
  OR trim(rollout_summary, char(
    9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233,
    8239, 8287, 12288, 65279)) <> '';
-- Which outputs the last consolidation took.
CREATE INDEX stage1_outputs_selected ON stage1_outputs (
  thread_id, source_updated_at, selected_for_phase2, selected_for_phase2_source_updated_at
);

-- A name for all texts as they are, another one whenever a text is written. Random, so that a database put back from
-- a copy and written to again never gives an old name to new texts.
INSERT INTO meta (key, value) VALUES ('texts_revision', lower(hex(randomblob(16))));
CREATE TRIGGER stage1_texts_inserted AFTER INSERT ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'texts_revision';
END;
CREATE TRIGGER stage1_texts_updated AFTER UPDATE OF thread_id, raw_memory, rollout_summary ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'texts_revision';
END;

-- A name for everything that decides which memories a consolidation selects and what their files hold, another one
-- whenever any of it changes. Random, as the name of the texts is.
INSERT INTO meta (key, value) VALUES ('selection_revision', lower(hex(randomblob(16))));
CREATE TRIGGER selection_output_inserted AFTER INSERT ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'selection_revision';
END;
CREATE TRIGGER selection_output_updated AFTER UPDATE OF
  thread_id, raw_memory, rollout_summary, source_updated_at, rollout_slug, generated_at, usage_count, last_usage
  ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'selection_revision';
END;
CREATE TRIGGER selection_output_deleted AFTER DELETE ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'selection_revision';
END;
-- Indexing writes all columns of a thread, changed or not. Without an output a thread plays no part until it has one.
CREATE TRIGGER selection_thread_inserted AFTER INSERT ON threads
  WHEN EXISTS (SELECT 1 FROM stage1_outputs WHERE thread_id = new.id) BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'selection_revision';
END;
CREATE TRIGGER selection_thread_updated AFTER UPDATE OF id, cwd, rollout_path, git_branch, memory_mode ON threads
  WHEN old.id IS NOT new.id OR old.cwd IS NOT new.cwd OR old.rollout_path IS NOT new.rollout_path
    OR old.git_branch IS NOT new.git_branch OR old.memory_mode IS NOT new.memory_mode BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'selection_revision';
END;
CREATE TRIGGER selection_thread_deleted AFTER DELETE ON threads
  WHEN EXISTS (SELECT 1 FROM stage1_outputs WHERE thread_id = old.id) BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'selection_revision';
END;

-- `settled_inputs` is what a run found that had nothing to do. It goes with the revision that it was found at, and so
-- does not outlive a memory that is forgotten.
CREATE TRIGGER selection_revised AFTER UPDATE ON meta WHEN new.key = 'selection_revision' BEGIN
  DELETE FROM meta WHERE key = 'settled_inputs';
END;

-- `marked_selection` says as which selection, at which revision, the outputs are marked; it goes when a mark changes.
CREATE TRIGGER selection_mark_updated AFTER UPDATE OF selected_for_phase2, selected_for_phase2_source_updated_at
  ON stage1_outputs BEGIN
  DELETE FROM meta WHERE key = 'marked_selection';
END;
