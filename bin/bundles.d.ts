export declare const bundles: Readonly<Record<string, string>>;
export declare function bundleFor(args: readonly string[]): string;
