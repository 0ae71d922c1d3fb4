/** The address that a sender is given, and an example of how to use it. */
import { shellQuote } from './body-text.ts'

/** `address` null while nothing listens: then the place of the listener stands for it. */
export function hookUrl(address: string | null, token: string): string {
  return `${address ?? 'http://127.0.0.1:PORT'}/hooks/${token}`
}

export function curlExample(url: string): string {
  return `curl -d ${shellQuote('{"ticker":"BTCUSDT","price":64000,"message":"hello"}')} ${shellQuote(url)}`
}
