/** Writes `.oxlintrc.json` from the table of layers, so that lint, test and documentation can't disagree. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { layers, type Layer } from './layers.ts'

const target = fileURLToPath(new URL('../.oxlintrc.json', import.meta.url))

const folders = [...new Set(layers.map((layer) => layer.folder))]

/** The folders that a layer may not reach by a relative import. */
function forbiddenFolders(layer: Layer): string[] {
  return folders.filter(
    (folder) =>
      folder !== layer.folder &&
      !layer.folder.startsWith(`${folder}/`) &&
      !folder.startsWith(`${layer.folder}/`) &&
      !layer.may.some((allowed) => allowed === folder || folder.startsWith(`${allowed}/`)),
  )
}

/** Gitignore-like patterns on the specifier; a single allowed file of a forbidden folder is taken out again by `!`. */
function patterns(layer: Layer): { group: string[]; message: string }[] {
  const inside = layer.folder.split('/')[0]
  return forbiddenFolders(layer).map((folder) => {
    // A sibling is named without the part that both share: `../candles/` from `electron/alerts`.
    const short = folder.startsWith(`${inside}/`) ? folder.slice(folder.indexOf('/') + 1) : folder
    const exact = layer.may.filter((allowed) => allowed.startsWith(`${folder}/`))
    const except = exact.map((path) => `!**/${path.split('/').slice(-2).join('/')}`)
    // The short name alone may be that of a folder elsewhere too: `shared/alerts` is not `electron/alerts`.
    const elsewhere = short === folder ? [] : layer.may.filter((allowed) => allowed.split('/')[0] !== inside)
    const namesakes = elsewhere.map((allowed) => `!**/${allowed}/**`)
    return {
      group: [`**/${short}/**`, ...except, ...namesakes],
      message: `${layer.folder} may not import ${folder}`,
    }
  })
}

const overrides = [...layers]
  .sort((a, b) => a.folder.length - b.folder.length)
  .map((layer) => ({
    files: [`${layer.folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...patterns(layer),
            ...(layer.node ? [] : [{ regex: '^node:', message: `${layer.folder} has no Node` }]),
            ...(layer.packages.includes('electron')
              ? []
              : [{ regex: '^electron$', message: 'only electron/desktop' }]),
            ...(layer.folder === 'electron/store'
              ? []
              : [{ regex: '^node:sqlite$', message: 'only electron/store' }]),
          ],
        },
      ],
    },
  }))

const config = {
  $schema: './node_modules/oxlint/configuration_schema.json',
  plugins: ['typescript', 'unicorn', 'import', 'react', 'jsx-a11y', 'promise', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'off', pedantic: 'off', style: 'off' },
  ignorePatterns: ['out/**', 'release/**', 'node_modules/**', 'test-results/**', 'playwright-report/**'],
  rules: {
    'max-lines': ['error', { max: 300 }],
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/require-to-throw-message': 'off',
    // Methods here are closures: none of them has a `this`.
    'typescript/unbound-method': 'off',
    'unicorn/no-useless-spread': 'off',
    // Playwright's `fill` is no array's.
    'unicorn/no-array-fill-with-reference-type': 'off',
    // The compiler's own noImplicitReturns says it without objecting to `return void …`.
    'typescript/consistent-return': 'off',
    // Code points are what is meant wherever a string is spread here.
    'typescript/no-misused-spread': 'off',
    'promise/always-return': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/consistent-type-definitions': ['error', 'type'],
    'typescript/consistent-type-imports': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unnecessary-type-arguments': 'off',
    'react/react-in-jsx-scope': 'off',
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'react/no-danger': 'error',
    // It takes an `svg` with a role for an `img`, and a grid of boxes for a table.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'no-shadow': 'off',
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'no-control-regex': 'off',
    'no-console': 'error',
    eqeqeq: 'error',
  },
  overrides: [
    ...overrides,
    { files: ['scripts/**', 'tests/**', 'bench/**'], rules: { 'no-console': 'off' } },
    {
      files: ['*.config.ts', 'tests/**/*.config.ts', 'tests/e2e/support/build.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    // Playwright's fixtures end with a call named `use`, which is no hook.
    { files: ['tests/e2e/**', 'tests/electron/**'], rules: { 'react/rules-of-hooks': 'off' } },
  ],
}

const text = await format(JSON.stringify(config), { ...(await resolveConfig(target)), parser: 'json' })
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('.oxlintrc.json is not what scripts/layers.ts says: run npm run lint:config')
    process.exitCode = 1
  }
} else {
  writeFileSync(target, text)
}
