/**
 * No file of a DR repository is that large when people wrote it, and of the densest YAML there is, lint holds no more
 * of one than fits into a gibibyte.
 */
export const maxFileBytes = 4 * 1024 * 1024;
