/** Sound files of one's own, told by their first bytes and not by their names. */
import { ownSoundSchema, type OwnSound } from '../../shared/contract/firing-methods.ts'
import { codedError } from '../../shared/errors.ts'
import type { Database, Migration, Row } from './database.ts'
import { createRowReader, createSkips, present, type Skips } from './rows.ts'

export const createSounds: Migration = (database) => {
  database.exec(`
    CREATE TABLE sounds (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
  `)
}

export const mostSoundBytes = 2 * 1024 * 1024

export type SoundTable = {
  /** In the order they were made. */
  list(): OwnSound[]
  get(id: string): (OwnSound & { readonly bytes: Uint8Array }) | null
  /** Throws `too-large`, or `bad-request` that names what the file is instead of a sound. */
  save(sound: { readonly id: string; readonly name: string; readonly bytes: Uint8Array }): OwnSound
  /** Answers whether there was one. */
  delete(id: string): boolean
}

/** `type` of a sound that every window can play, or what it `is` instead. */
type Sniffed = { readonly type: string } | { readonly is: string }

type Start = { readonly text: string; readonly at?: number; readonly is: string }

// Latin-1, so that one character is one byte.
const others: readonly Start[] = [
  { text: '\x89PNG', is: 'a PNG picture' },
  { text: '\xff\xd8\xff', is: 'a JPEG picture' },
  { text: 'GIF8', is: 'a GIF picture' },
  { text: 'WEBP', at: 8, is: 'a WebP picture' },
  { text: 'AVI ', at: 8, is: 'an AVI video' },
  { text: '\x1aE\xdf\xa3', is: 'a WebM or Matroska file' },
  { text: 'FORM', is: 'an AIFF sound' },
  { text: 'MThd', is: 'a MIDI file' },
  { text: '0&\xb2u', is: 'a WMA file' },
  { text: '#!AMR', is: 'an AMR sound' },
  { text: 'PK', is: 'a ZIP archive or an Office document' },
  { text: '\x1f\x8b', is: 'a gzip archive' },
  { text: '7z\xbc\xaf', is: 'a 7z archive' },
  { text: '%PDF', is: 'a PDF document' },
  { text: 'MZ', is: 'a Windows program' },
  { text: '\x7fELF', is: 'a Linux program' },
  { text: 'SQLite format 3', is: 'a database' },
]

/** A frame header of MPEG audio, layer III; the same sync with layer 0 is bare AAC. */
function frame(bytes: Uint8Array): 'mp3' | 'aac' | 'mpeg' | null {
  const [first = 0, second = 0, third = 0] = bytes
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null
  const layer = (second >> 1) & 3
  if (layer === 0) return (second & 0xf0) === 0xf0 ? 'aac' : null
  const isValid = ((second >> 3) & 3) !== 1 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3
  if (!isValid) return null
  return layer === 1 ? 'mp3' : 'mpeg'
}

/** ISO media: the brand names the kind, and a video says so in the handler of one of its tracks. */
function sniffIso(brand: string, whole: Buffer): Sniffed {
  if (brand === 'qt  ') return { is: 'a QuickTime film' }
  if (/^(avif|avis|heic|heix|mif1|msf1)$/.test(brand)) return { is: 'a HEIC or AVIF picture' }
  for (let at = whole.indexOf('hdlr'); at >= 0; at = whole.indexOf('hdlr', at + 4)) {
    if (whole.toString('latin1', at + 12, at + 16) === 'vide') return { is: 'an MP4 video' }
  }
  return { type: 'audio/mp4' }
}

export function sniffSound(bytes: Uint8Array): Sniffed {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = whole.toString('latin1', 0, 64)
  if (bytes.length === 0) return { is: 'an empty file' }
  if (start.startsWith('RIFF') && start.startsWith('WAVE', 8)) return { type: 'audio/wav' }
  if (start.startsWith('fLaC')) return { type: 'audio/flac' }
  if (start.startsWith('ID3')) return { type: 'audio/mpeg' }
  if (start.startsWith('OggS')) {
    const isSound = ['vorbis', 'OpusHead', 'FLAC', 'Speex'].some((codec) => start.includes(codec))
    return isSound ? { type: 'audio/ogg' } : { is: 'an Ogg file without sound' }
  }
  if (start.startsWith('ftyp', 4)) return sniffIso(start.slice(8, 12), whole)
  const other = others.find(({ text, at = 0 }) => start.startsWith(text, at))
  if (other !== undefined) return { is: other.is }
  switch (frame(bytes)) {
    case 'mp3':
      return { type: 'audio/mpeg' }
    case 'aac':
      return { is: 'a bare AAC stream' }
    case 'mpeg':
      return { is: 'an MP1 or MP2 sound' }
    case null:
  }
  if (/^(\xef\xbb\xbf)?\s*<(!doctype|html|svg|\?xml)/i.test(start)) return { is: 'an HTML, SVG or XML text' }
  if (/^[\t\n\r\x20-\x7e]+$/.test(start)) return { is: 'a text' }
  const head = [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return { is: `of an unknown kind (it starts with ${head})` }
}

export function createSoundTable(database: Database, skips: Skips = createSkips()): SoundTable {
  const check = createRowReader('sounds', ownSoundSchema, skips)
  const read = ({ size, ...row }: Row) => check(row['id'], { ...row, sizeBytes: size })
  return {
    list: () =>
      present(
        database.all('SELECT id, name, type, length(bytes) AS size FROM sounds ORDER BY sequence').map(read),
      ),
    get(id) {
      const row = database.get(
        'SELECT id, name, type, length(bytes) AS size, bytes FROM sounds WHERE id = ?',
        id,
      )
      if (row === undefined) return null
      const { bytes, ...rest } = row
      const sound = read(rest)
      return sound && bytes instanceof Uint8Array ? { ...sound, bytes } : null
    },
    save({ id, name, bytes }) {
      if (bytes.length > mostSoundBytes) {
        const size = (bytes.length / 1024 / 1024).toFixed(1)
        throw codedError('too-large', `${name} has ${size} MB; a sound may have 2 MB`)
      }
      const sniffed = sniffSound(bytes)
      if ('is' in sniffed)
        throw codedError('bad-request', `${name} is ${sniffed.is}; a sound is WAV, MP3, OGG, FLAC or M4A`)
      database.run(
        `INSERT INTO sounds (id, name, type, bytes) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, bytes = excluded.bytes`,
        id,
        name,
        sniffed.type,
        bytes,
      )
      return { id, name, type: sniffed.type, sizeBytes: bytes.length }
    },
    delete: (id) => database.run('DELETE FROM sounds WHERE id = ?', id).changes > 0,
  }
}
