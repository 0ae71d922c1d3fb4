/** Tells the schema library not to compile with `new Function`, which the page's policy forbids; imported first. */
import { config } from 'zod'

config({ jitless: true })
