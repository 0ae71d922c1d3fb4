/** Decides which addresses the app may hand to the system's browser: alert texts and webhooks carry links from strangers. */
import { codedError } from '../../shared/errors.ts'

const longest = 2000

/** The address as the browser will get it; throws `forbidden` for all but plain `https:`. */
export function externalUrl(text: string): string {
  const refused = (why: string) => codedError('forbidden', `this address is not opened: ${why}`)
  if (text.length > longest) throw refused(`it is longer than ${longest} characters`)
  // The parser drops line breaks and turns backslashes, so that what is read is not what is opened.
  if (/[\u0000-\u0020\u007f\\]/.test(text))
    throw refused('it holds a control character, a space or a backslash')
  if (!URL.canParse(text)) throw refused('it is not an address')
  const url = new URL(text)
  if (url.protocol !== 'https:') throw refused(`${url.protocol} is not https:`)
  if (url.username !== '' || url.password !== '') throw refused('it holds a user name')
  return url.href
}
