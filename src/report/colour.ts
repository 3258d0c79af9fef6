/** What a piece of text is; how that looks is decided by the door. */
export type Style = 'error' | 'warning' | 'note' | 'good' | 'strong' | 'dim' | 'added' | 'removed';

export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;
