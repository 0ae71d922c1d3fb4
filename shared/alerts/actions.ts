/** What a rule does when it fires, besides being written to the log: what is shown, heard and sent, and what follows if nobody answers. */
import { z } from 'zod'

/** Sounds that are made by arithmetic, so that no file is needed; each is told from the others with eyes closed. */
export const builtInSounds = ['bell', 'chime', 'ping', 'knock', 'siren', 'gong'] as const
export type BuiltInSound = (typeof builtInSounds)[number]

/** A built-in name, or `own:` and the id of a sound file that the user brought. */
const soundNameSchema = z.union(
  [z.enum(builtInSounds), z.templateLiteral(['own:', z.string().min(1).max(64)])],
  {
    error: `one of ${builtInSounds.join(', ')}, or own:ID`,
  },
)
export type SoundName = z.infer<typeof soundNameSchema>

export const soundSchema = z.object({
  name: soundNameSchema,
  /** 0 to 1. */
  volume: z.number().min(0).max(1),
  /** Rings until the firing is acknowledged; false plays it once. */
  untilAcknowledged: z.boolean(),
})
export type Sound = z.infer<typeof soundSchema>

const targetIds = z.array(z.string().min(1).max(64)).max(10)

export const actionsSchema = z.object({
  /** A message in the window. */
  toast: z.boolean(),
  /** A notification of the operating system. */
  notification: z.boolean(),
  /** Counts on the app's icon until it is acknowledged. */
  badge: z.boolean(),
  sound: soundSchema.nullable(),
  /** Outbound targets that it is sent to at once. */
  targets: targetIds,
  /** Not acknowledged within `afterMinutes`: sent to the first of these, then after as many minutes more to the next, and so on. */
  escalation: z
    .object({ afterMinutes: z.number().int().min(1).max(1440), targets: targetIds.min(1) })
    .nullable(),
  /** Goes through quiet hours at once. */
  urgent: z.boolean(),
})
export type Actions = z.infer<typeof actionsSchema>

export const defaultActions: Actions = {
  toast: true,
  notification: true,
  badge: true,
  sound: null,
  targets: [],
  escalation: null,
  urgent: false,
}
