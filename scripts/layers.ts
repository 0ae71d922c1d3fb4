/** The import rules of the project as data: the lint configuration is generated from this table, and a test reads it too. */

/** `may`: folders that a folder may import from besides itself; `packages`: npm packages it may import. */
export type Layer = {
  readonly folder: string
  readonly may: readonly string[]
  readonly packages: readonly string[]
  readonly node: boolean
}

const lib = 'electron/lib'
const provider = 'electron/providers/provider.ts'

/** The most specific folder wins. */
export const layers: readonly Layer[] = [
  { folder: 'shared', may: [], packages: ['zod', 'trading-signals'], node: false },
  { folder: 'electron/lib', may: ['shared'], packages: ['pino'], node: true },
  { folder: 'electron/store', may: ['shared', lib], packages: ['zod'], node: true },
  { folder: 'electron/providers', may: ['shared', lib], packages: ['zod'], node: false },
  { folder: 'electron/simulator', may: ['shared', lib], packages: ['ws', 'csv-parse'], node: true },
  {
    folder: 'electron/feeds',
    may: ['shared', lib, provider],
    packages: ['ws', 'undici', 'https-proxy-agent', 'socks-proxy-agent'],
    node: true,
  },
  { folder: 'electron/candles', may: ['shared', lib, 'electron/store'], packages: [], node: true },
  { folder: 'electron/alerts', may: ['shared', lib, 'electron/store'], packages: [], node: true },
  { folder: 'electron/webhooks', may: ['shared', lib, 'electron/store'], packages: [], node: true },
  {
    folder: 'electron/delivery',
    may: ['shared', lib, 'electron/store'],
    packages: ['undici', 'nodemailer'],
    node: true,
  },
  {
    folder: 'electron/core',
    may: [
      'shared',
      lib,
      ...[
        'store',
        'providers',
        'simulator',
        'feeds',
        'candles',
        'alerts',
        'webhooks',
        'delivery',
        'bridge',
      ].map((name) => `electron/${name}`),
    ],
    packages: ['@leeoniya/ufuzzy'],
    node: true,
  },
  { folder: 'electron/bridge', may: ['shared', lib], packages: ['zod'], node: true },
  {
    folder: 'electron/web',
    may: ['shared', lib, 'electron/core', 'electron/bridge'],
    packages: ['ws'],
    node: true,
  },
  {
    folder: 'electron/desktop',
    may: ['shared', lib, 'electron/core', 'electron/bridge'],
    packages: ['electron'],
    node: true,
  },
  { folder: 'renderer/bridge', may: ['shared'], packages: [], node: false },
  { folder: 'renderer/ui', may: ['shared'], packages: ['*'], node: false },
  {
    folder: 'renderer/state',
    may: ['shared', 'renderer/bridge'],
    packages: ['zustand', 'react'],
    node: false,
  },
  {
    folder: 'renderer/commands',
    may: ['shared', 'renderer/bridge', 'renderer/state'],
    packages: ['react'],
    node: false,
  },
  {
    folder: 'renderer/views',
    may: ['shared', 'renderer/bridge', 'renderer/state', 'renderer/ui', 'renderer/commands'],
    packages: ['react', 'clsx', 'klinecharts', 'lucide-react'],
    node: false,
  },
  {
    folder: 'renderer',
    may: ['shared', 'renderer'],
    packages: ['react', 'react-dom', '@fontsource-variable/inter', 'zod'],
    node: false,
  },
]

/** Things that only one place may touch, and the place. */
export const oneDoor: readonly { readonly module: string; readonly file: string }[] = [
  { module: 'node:sqlite', file: 'electron/store/database.ts' },
]

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

export function layerOf(path: string): Layer | null {
  let found: Layer | null = null
  for (const layer of layers) {
    if (isInside(path, layer.folder) && (found === null || layer.folder.length > found.folder.length))
      found = layer
  }
  return found
}

/** Why `from` (a path in the repository) may not import `target` (a path, or a package or node: name); null if it may. */
export function forbidden(from: string, target: { path: string } | { module: string }): string | null {
  const layer = layerOf(from)
  if (layer === null) return null
  if ('path' in target) {
    const owner = layerOf(target.path)
    if (owner === layer) return null
    if (layer.may.some((folder) => isInside(target.path, folder))) return null
    return `${layer.folder} may not import ${target.path}`
  }
  const { module } = target
  const door = oneDoor.find((entry) => entry.module === module)
  if (door !== undefined && door.file !== from) return `only ${door.file} may import ${module}`
  if (module.startsWith('node:')) return layer.node ? null : `${layer.folder} has no Node: ${module}`
  if (layer.packages.some((name) => name === '*' || module === name || module.startsWith(`${name}/`)))
    return null
  return `${layer.folder} may not import the package ${module}`
}
