namespace AIoT.Embedded.Replay
{
    /// <summary>A message: its fields in the order of their keys, then its bytes. Encoded it must give the bytes; decoded and encoded again as well.</summary>
    public abstract class MessagePlayer : CasePlayer
    {
        private const int Before = 3;
        private const int Room = 2048;

        /// <summary>Why the message refused the last bytes.</summary>
        protected abstract string Reason { get; }

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            Renew();
            Fill(data);
            byte[] golden = data.ReadBytes();
            byte[] buffer = new byte[Before + Room];
            result.Start();
            int length = Encode(buffer, Before);
            result.Stop();
            result.Expect("byte", golden, buffer, Before, length);
            Renew();
            result.Start();
            bool taken = TryDecode(golden, 0, golden.Length);
            result.Stop();
            if (!taken)
            {
                result.Refuse("the golden bytes are refused: " + Reason);
                return;
            }

            result.Expect("byte after decoding", golden, buffer, Before, Encode(buffer, Before));
        }

        /// <summary>A new message.</summary>
        protected abstract void Renew();

        /// <summary>Reads the fields.</summary>
        protected abstract void Fill(CaseReader data);

        /// <summary>Writes the message.</summary>
        protected abstract int Encode(byte[] buffer, int offset);

        /// <summary>Reads bytes.</summary>
        protected abstract bool TryDecode(byte[] buffer, int offset, int length);
    }
}
