using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>A streamed envelope spectrum: shaft speed in mHz, samples, signal, parameter, shift, number of spectra, digest, scores.</summary>
    public sealed class EnvelopeStreamPlayer : CasePlayer
    {
        private const int Piece = 512;
        private EnvelopeStream _stream;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            int speed = data.ReadInt();
            int count = data.ReadInt();
            int kind = data.ReadInt();
            int parameter = data.ReadInt();
            int shift = data.ReadInt();
            EnvelopeStream stream = new EnvelopeStream(TestBearing.RateMilliHz, speed);
            _stream = stream;
            FaultComb combs = TestBearing.Combs();
            int[] scores = new int[4];

            // In pieces, as a board with little memory takes them.
            SignalPieces pieces = new SignalPieces(kind, parameter, shift);
            short[] piece = new short[Piece];
            for (int at = 0; at < count; at += Piece)
            {
                int length = count - at < Piece ? count - at : Piece;
                pieces.Next(piece, length);
                result.Start();
                stream.Add(piece, 0, length);
                result.Stop();
            }

            result.Start();
            stream.Read();
            combs.Score(stream.Whitened, EnvelopeStream.Bins, stream.BinsPerOrderQ16(speed), scores, 0);
            result.Stop();
            result.Expect("spectra", data.ReadInt(), stream.Spectra);
            result.Expect("digest of the spectrum", data.ReadLong(), ValueDigest.Of(stream.Whitened, stream.Whitened.Length));
            result.Expect("score", data.ReadInts(), scores, 4);
        }
    }
}
