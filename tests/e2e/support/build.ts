/** Builds once before the first test. */
import { ensureBuilt } from '../../../scripts/build.ts'

export default ensureBuilt
