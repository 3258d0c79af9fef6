// Sums vitest's JSON reports for .ci/run: prints `N passed, N failed` and exits 1 where anything failed.
// Arguments: name=exit-status[=report.json[=all]] of each step. A step without a report counts as one; with `all`
// a skipped test has failed.
import { readFileSync } from 'node:fs';

const total = { passed: 0, failed: 0, skipped: 0 };
for (const step of process.argv.slice(2)) {
  const counts = countsOf(...step.split('='));
  for (const key of Object.keys(total)) total[key] += counts[key];
}
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function countsOf(name, status, file, must) {
  if (file === undefined) return whole(name, status === '0');
  const report = readReport(file);
  if (report === undefined) return whole(name, false);
  const pending = report.numPendingTests + report.numTodoTests;
  if (must === 'all' && pending > 0) console.log(`${name}: ${pending} tests were skipped, and must not be`);
  const skipped = must === 'all' ? 0 : pending;
  // A file that cannot be loaded, or whose set-up fails, fails without a test of its own.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every(({ status }) => status !== 'failed'),
  );
  for (const { name: path } of broken) console.log(`not run: ${path}`);
  const failed = report.numFailedTests + broken.length + (pending - skipped);
  if (status === '0' || failed > 0) return { passed: report.numPassedTests, failed, skipped };
  console.log(`${name} ended with status ${status}, although no test failed`);
  return { passed: report.numPassedTests, failed: 1, skipped };
}

function whole(name, isGood) {
  if (!isGood) console.log(`${name} failed`);
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
