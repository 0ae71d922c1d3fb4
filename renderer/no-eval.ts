/** Imported before all else: tells the schema library that this page lets no code be made from text, so it need not try. */
const world = globalThis as typeof globalThis & { __zod_globalConfig?: { jitless?: boolean } }
world.__zod_globalConfig = { ...world.__zod_globalConfig, jitless: true }
