/** A named list of instruments, in the user's own order, with optional section headings. */
import { z } from 'zod'
import { instrumentIdSchema } from './ids.ts'

export const watchlistItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('instrument'), instrument: instrumentIdSchema }),
  z.object({ kind: z.literal('section'), title: z.string().min(1).max(80) }),
  /** A line of an imported list that no venue knows: kept, never dropped. */
  z.object({ kind: z.literal('unresolved'), text: z.string().min(1).max(120) }),
])
export type WatchlistItem = z.infer<typeof watchlistItemSchema>

export const watchlistSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  /** Place among the lists, ascending. */
  position: z.number().int(),
  items: z.array(watchlistItemSchema).max(1000),
})
export type Watchlist = z.infer<typeof watchlistSchema>
