-- The first schema. Names are those of the reference where it has the table; times are whole seconds since the epoch.
CREATE TABLE meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);

CREATE TABLE threads (
  id TEXT PRIMARY KEY NOT NULL,
  rollout_path TEXT NOT NULL,
  source TEXT NOT NULL,
  cwd TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  first_user_message TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  memory_mode TEXT NOT NULL DEFAULT 'enabled',
  archived INTEGER NOT NULL DEFAULT 0,
  missing_since INTEGER,
  git_sha TEXT,
  git_branch TEXT,
  git_origin_url TEXT,
  model_provider TEXT,
  cli_version TEXT,
  tokens_used INTEGER NOT NULL DEFAULT 0,
  machine TEXT NOT NULL DEFAULT '',
  codex_home TEXT NOT NULL DEFAULT '',
  forked_from_id TEXT,
  agent_role TEXT,
  agent_nickname TEXT,
  rollout_size INTEGER,
  rollout_mtime_ms REAL,
  rollout_inode TEXT,
  indexed_at INTEGER,
  tail_offset INTEGER,
  tail_hash TEXT,
  index_state TEXT
);
-- Candidates are read newest first within one machine and codex home.
CREATE INDEX threads_newest ON threads (machine, codex_home, updated_at DESC, id DESC);

CREATE TABLE stage1_outputs (
  thread_id TEXT PRIMARY KEY NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
  source_updated_at INTEGER NOT NULL,
  raw_memory TEXT NOT NULL,
  rollout_summary TEXT NOT NULL,
  rollout_slug TEXT,
  generated_at INTEGER NOT NULL,
  usage_count INTEGER,
  last_usage INTEGER,
  selected_for_phase2 INTEGER NOT NULL DEFAULT 0,
  selected_for_phase2_source_updated_at INTEGER
);

CREATE TABLE jobs (
  kind TEXT NOT NULL,
  job_key TEXT NOT NULL,
  status TEXT NOT NULL,
  worker_id TEXT,
  ownership_token TEXT,
  started_at INTEGER,
  finished_at INTEGER,
  lease_until INTEGER,
  retry_at INTEGER,
  retry_remaining INTEGER NOT NULL DEFAULT 3,
  last_error TEXT,
  input_watermark INTEGER,
  last_success_watermark INTEGER,
  outages INTEGER NOT NULL DEFAULT 0,
  -- Failures of phase 2 since its last success; they double its retry delay.
  failures INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, job_key)
);
CREATE INDEX jobs_kind_status ON jobs (kind, status, retry_at, lease_until);

-- Threads their owner asked to forget: never extracted again until the row is lifted.
CREATE TABLE forgotten (
  thread_id TEXT PRIMARY KEY NOT NULL,
  forgotten_at INTEGER NOT NULL
);

-- Messages of transcripts whose citations were counted: a fork copies turns with new times, so a message is
-- known by its root thread, the hash of its text, and which occurrence of that text it is.
CREATE TABLE usage_ledger (
  root_thread_id TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  occurrence INTEGER NOT NULL,
  thread_ids TEXT NOT NULL,
  counted_at INTEGER NOT NULL,
  count_id TEXT NOT NULL,
  PRIMARY KEY (root_thread_id, text_hash, occurrence)
);
CREATE INDEX usage_ledger_count ON usage_ledger (count_id);

-- The one memory root of this database: the machine and path that first consolidated, until it is moved.
CREATE TABLE roots (
  job_key TEXT PRIMARY KEY NOT NULL,
  machine TEXT NOT NULL,
  path TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
);

INSERT INTO meta (key, value) VALUES ('database_id', lower(hex(randomblob(16))));
