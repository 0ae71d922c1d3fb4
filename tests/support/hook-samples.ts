/** Recorded webhook bodies, with what is expected of a receiver. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { recordedFolder } from './recorded.ts'

export type HookSample = {
  readonly id: string
  readonly title: string
  readonly contentType: string | null
  readonly contentEncoding: string | null
  readonly body: Buffer
  readonly expect: {
    readonly status: string
    readonly as?: string
    readonly fields?: Readonly<Record<string, string | null>>
    readonly optionalFields?: Readonly<Record<string, string>>
    readonly redact?: readonly string[]
    readonly warning?: string
  }
}

type Recorded = Omit<HookSample, 'body' | 'contentEncoding'> & {
  readonly contentEncoding?: string
  readonly body?: string
  readonly bodyBase64?: string
  readonly bodyRepeat?: {
    readonly prefix: string
    readonly unit: string
    readonly count: number
    readonly suffix: string
  }
  readonly bodyGenerator?: string
}

function bodyOf({ body, bodyBase64, bodyRepeat, bodyGenerator }: Recorded): Buffer {
  if (body !== undefined) return Buffer.from(body)
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64')
  if (bodyRepeat !== undefined) {
    const { prefix, unit, count, suffix } = bodyRepeat
    return Buffer.from(prefix + unit.repeat(count) + suffix)
  }
  if (bodyGenerator?.startsWith('gzip') === true) return gzipSync('{"symbol":"BTC"}')
  return Buffer.from(
    JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, place) => [`k${place}`, 0]))),
  )
}

/** Empty where nothing recorded lies beside the checkout. */
export function hookSamples(): HookSample[] {
  const folder = recordedFolder('fixtures')
  if (folder === null) return []
  const { samples } = JSON.parse(readFileSync(join(folder, 'webhooks', 'samples.json'), 'utf8')) as {
    samples: Recorded[]
  }
  return samples.map((sample) => ({
    ...sample,
    contentEncoding: sample.contentEncoding ?? null,
    body: bodyOf(sample),
  }))
}

/** Whether a status is one that the sample allows: `2xx`, `413`, `2xx-or-4xx`. */
export function statusMatches(expected: string, status: number): boolean {
  return expected
    .split('-or-')
    .some((one) => one === String(status) || one === `${Math.floor(status / 100)}xx`)
}
