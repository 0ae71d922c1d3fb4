/** `npm test`: every check there is, in order, each named, timed and counted; fails if any does. */
import { spawn } from 'node:child_process'
import { root } from './build.ts'

type Step = { readonly name: string; readonly command: string }

/** Steps of one group run side by side (the machine may have two cores); groups run one after the other. */
const groups: readonly (readonly Step[])[] = [
  [
    { name: 'format', command: 'npm run --silent test:format' },
    { name: 'types', command: 'npm run --silent test:types' },
  ],
  [
    { name: 'lint', command: 'npm run --silent test:lint' },
    { name: 'docs', command: 'npm run --silent test:docs' },
    { name: 'layers', command: 'npm run --silent test:layers' },
    { name: 'unused', command: 'npm run --silent test:unused' },
  ],
  [{ name: 'build', command: 'npm run --silent build' }],
  [{ name: 'size', command: 'npm run --silent test:size' }],
  [{ name: 'unit', command: 'npm run --silent test:unit' }],
  [
    { name: 'bridge', command: 'npm run --silent test:bridge' },
    { name: 'pack', command: 'npm run --silent pack:check' },
  ],
  [{ name: 'integration', command: 'npm run --silent test:integration' }],
  [{ name: 'e2e', command: 'npm run --silent test:e2e' }],
  [{ name: 'electron', command: 'npm run --silent test:electron' }],
]

type Outcome = { readonly name: string; readonly code: number; readonly ms: number; readonly output: string }

function run({ name, command }: Step): Promise<Outcome> {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const child = spawn(command, {
      cwd: root,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    let output = ''
    const keep = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('exit', (code) => resolve({ name, code: code ?? 1, ms: Date.now() - startedAt, output }))
  })
}

/** What test runners counted: Vitest's `Tests  1 failed | 41 passed (42)` and Playwright's `  41 passed (30s)`. */
function counts(output: string): { passed: number; failed: number } {
  let passed = 0
  let failed = 0
  for (const line of output.split('\n')) {
    if (!/^\s*Tests\s/.test(line) && !/^\s*\d+ (passed|failed)\b/.test(line)) continue
    passed += Number(/(\d+) passed/.exec(line)?.[1] ?? 0)
    failed += Number(/(\d+) failed/.exec(line)?.[1] ?? 0)
  }
  return { passed, failed }
}

const only = process.argv.slice(2)
const startedAt = Date.now()
let tests = 0
let failures = 0
for (const group of groups) {
  const steps = group.filter(({ name }) => only.length === 0 || only.includes(name))
  for (const { name, code, ms, output } of await Promise.all(steps.map(run))) {
    const { passed, failed } = counts(output)
    // A step without tests of its own counts as one check.
    tests += passed === 0 && failed === 0 && code === 0 ? 1 : passed
    failures += code === 0 ? failed : Math.max(failed, 1)
    const note = /^not run:.*$/m.exec(output)?.[0]
    const figures = passed + failed > 0 ? `, ${passed} tests` : ''
    console.log(
      `${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${(ms / 1000).toFixed(1)} s${figures})${note ? ` ${note}` : ''}`,
    )
    if (code !== 0) console.log(output.trimEnd().replace(/^/gm, `  ${name} | `))
  }
}
console.log(`all of it took ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
console.log(`${tests} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
