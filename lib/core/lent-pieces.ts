/**
 * Bytes in order, whose memory is only lent, to be read once. When a piece is asked for, the one before the last is given
 * back, and all of them when the reading is disposed of: other bytes may stand there then. So whoever hands them to a
 * stream disposes of them when nothing of the stream is on its way any more.
 */
export interface LentPieces extends AsyncIterable<Buffer>, Disposable {}
