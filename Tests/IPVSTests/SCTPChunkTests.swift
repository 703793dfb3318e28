import IPVS
import Testing

/// What a packet of SCTP holds.
@Suite struct SCTPChunkTests {
  @Test func `Chunks keep their order, three at most`() {
    let chunks: [SCTPChunk] = [.cookieEcho, .data, SCTPChunk(rawValue: 255)]
    #expect(SCTPChunks(chunks).all == chunks)
    #expect(SCTPChunks(chunks + [.abort]).all == chunks)
    #expect(SCTPChunks(chunks).first == .cookieEcho)
    #expect(SCTPChunks(chunks)[2] == SCTPChunk(rawValue: 255))
    #expect(SCTPChunks(chunks)[3] == nil)
    #expect(SCTPChunks(chunks)[-1] == nil)
  }

  @Test func `No chunk is not the chunk of type 0`() {
    #expect(SCTPChunks.none.first == nil)
    #expect(SCTPChunks.none.count == 0)
    #expect(SCTPChunks(.data).first == .data)
    #expect(SCTPChunks([SCTPChunk]()) == .none)
    #expect(SCTPChunks(.data) != .none)
    #expect(SCTPChunks([.data]) == SCTPChunks(.data))
  }

  @Test func `A packet is as long as its chunks, each of whole words`() {
    #expect(SCTPChunks([.initiation, .cookieAck]).length == 24)
    for number in UInt8.min...UInt8.max {
      let length = SCTPChunk(rawValue: number).length
      #expect(length >= 4 && length % 4 == 0)
    }
  }

  @Test func `Chunks are a word, and refer to nothing`() {
    #expect(MemoryLayout<SCTPChunks>.size == 4)
    #expect(_isPOD(SCTPChunks.self))
  }
}
