/** `npm run start:web`: builds what is not built, then becomes the web shell with the same arguments. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, outDir } from './build.ts'

await ensureBuilt()
await import(pathToFileURL(join(outDir, 'web/index.mjs')).href)
