/** Sound files: told by their bytes, bounded, kept whole. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../../electron/store/database.ts'
import { createSkips } from '../../../../electron/store/rows.ts'
import {
  createSounds,
  createSoundTable,
  mostSoundBytes,
  sniffSound,
} from '../../../../electron/store/sounds.ts'
import { newFolder, now } from './with-folder.ts'

const opened: Database[] = []
afterEach(() => opened.splice(0).forEach((database) => database.close()))

function open() {
  const { database } = openDatabase({
    ...{ path: join(newFolder(), 'tickerdeck.db'), durability: 'full', migrations: [createSounds], now },
  })
  opened.push(database)
  return { database, table: createSoundTable(database, createSkips()) }
}

/** Latin-1: one character is one byte. */
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const wav = bytes('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0')
const ogg = (codec: string) => bytes(`OggS${'\0'.repeat(24)}${codec}`)
const iso = (brand: string, handler: string) =>
  bytes(`\0\0\0\x18ftyp${brand}\0\0\0\0isom\0\0\0\x20hdlr${'\0'.repeat(8)}${handler}`)

describe('the bytes of a file', () => {
  const sounds: [string, Uint8Array, string][] = [
    ['WAV', wav, 'audio/wav'],
    ['FLAC', bytes('fLaC\0\0\0\x22'), 'audio/flac'],
    ['Ogg Vorbis', ogg('\x01vorbis'), 'audio/ogg'],
    ['Opus', ogg('OpusHead'), 'audio/ogg'],
    ['MP3 with tags', bytes('ID3\x04\0\0'), 'audio/mpeg'],
    ['bare MP3', bytes('\xff\xfb\x90\x64'), 'audio/mpeg'],
    ['bare MP3 of low rate', bytes('\xff\xf3\x40\xc4'), 'audio/mpeg'],
    ['M4A', iso('M4A ', 'soun'), 'audio/mp4'],
    ['MP4 with sound alone', iso('mp42', 'soun'), 'audio/mp4'],
  ]
  for (const [name, file, type] of sounds)
    it(`tell ${name}`, () => expect(sniffSound(file)).toEqual({ type }))

  const others: [string, Uint8Array, RegExp][] = [
    ['nothing', bytes(''), /empty/],
    ['PNG', bytes('\x89PNG\r\n\x1a\n'), /PNG/],
    ['JPEG', bytes('\xff\xd8\xff\xe0'), /JPEG/],
    ['WebP', bytes('RIFF\0\0\0\0WEBP'), /WebP/],
    ['AVI', bytes('RIFF\0\0\0\0AVI '), /AVI/],
    ['WebM', bytes('\x1aE\xdf\xa3'), /WebM/],
    ['MP4 video', iso('isom', 'vide'), /MP4 video/],
    ['QuickTime', iso('qt  ', 'soun'), /QuickTime/],
    ['HEIC', iso('heic', 'pict'), /HEIC/],
    ['Ogg Theora', ogg('\x80theora'), /Ogg file without sound/],
    ['AAC', bytes('\xff\xf1\x50\x80'), /AAC/],
    ['MP2', bytes('\xff\xfd\x90\x64'), /MP2/],
    ['AIFF', bytes('FORM\0\0\0\0AIFF'), /AIFF/],
    ['MIDI', bytes('MThd'), /MIDI/],
    ['ZIP', bytes('PK\x03\x04'), /ZIP/],
    ['PDF', bytes('%PDF-1.7'), /PDF/],
    ['program', bytes('MZ\x90\0'), /program/],
    ['HTML', bytes('\n<!DOCTYPE html>'), /HTML/],
    ['SVG', bytes('<svg xmlns="x">'), /SVG/],
    ['text', bytes('ring ring\n'), /text/],
    ['RIFF of something', bytes('RIFF\0\0\0\0ABCD'), /52 49 46 46/],
    ['noise', bytes('\xff\xff\xff\xff\x01'), /ff ff ff ff 01/],
  ]
  for (const [name, file, is] of others)
    it(`tell ${name} from a sound`, () => {
      expect(sniffSound(file)).toEqual({ is: expect.stringMatching(is) })
    })
})

describe('sounds', () => {
  it('come out as they went in, in their order, and are deleted', () => {
    const { table } = open()
    const file = new Uint8Array(Buffer.concat([wav, randomBytes(5000)]))
    const info = { id: 's1', name: 'Bell ✓', type: 'audio/wav', sizeBytes: file.length }
    expect(table.save({ id: 's1', name: 'Bell ✓', bytes: file })).toEqual(info)
    table.save({ id: 's0', name: 'Other', bytes: bytes('fLaC') })
    expect(table.list()).toEqual([info, { id: 's0', name: 'Other', type: 'audio/flac', sizeBytes: 4 }])
    expect(table.get('s1')).toEqual({ ...info, bytes: file })
    expect(table.get('nobody')).toBeNull()
    expect([table.delete('s1'), table.delete('s1'), table.get('s1')]).toEqual([true, false, null])
  })

  it('of 2 MB are taken, and one byte more is not', () => {
    const { table } = open()
    const file = new Uint8Array(mostSoundBytes + 1)
    file.set(wav)
    expect(() => table.save({ id: 's', name: 'Long', bytes: file })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
    expect(table.save({ id: 's', name: 'Long', bytes: file.subarray(0, mostSoundBytes) }).sizeBytes).toBe(
      2_097_152,
    )
  })

  it('that are none are refused by what they are', () => {
    const { table } = open()
    expect(() => table.save({ id: 's', name: 'ring.mp3', bytes: bytes('\x89PNG\r\n') })).toThrow(
      expect.objectContaining({
        code: 'bad-request',
        message: 'ring.mp3 is a PNG picture; a sound is WAV, MP3, OGG, FLAC or M4A',
      }),
    )
    expect(table.list()).toEqual([])
  })
})
