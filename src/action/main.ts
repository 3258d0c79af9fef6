/** The door that a GitHub runner starts. */
export async function main(): Promise<void> {
  process.exitCode = 1;
}
