/** What file systems without hard links (FAT, some network and user-space ones) say when one is asked for. */
export const NO_HARD_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL"];
