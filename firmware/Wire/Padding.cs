namespace AIoT.Embedded.Wire
{
    /// <summary>
    /// Brings messages to few different lengths, with key 23 of the contract: a byte string of zeros that nobody reads. A board whose
    /// messages have few lengths can send them from the same few arrays again and again.
    /// </summary>
    public static class Padding
    {
        /// <summary>The key of the padding.</summary>
        public const int Key = 23;

        /// <summary>Messages are padded to a multiple of this many bytes.</summary>
        public const int Multiple = 64;

        /// <summary>The length that a message is to have when padded: its own where it is no map of up to 22 pairs, or would become too long.</summary>
        /// <param name="message">Holds the message from index 0 on; its last key is below 23.</param>
        /// <param name="length">The message's length.</param>
        /// <param name="max">The longest that it may become.</param>
        public static int LengthOf(byte[] message, int length, int max)
        {
            if (length == 0 || message[0] < 0xA0 || message[0] > 0xB6)
            {
                return length;
            }

            int extra = Multiple - length % Multiple;
            if (extra == Multiple)
            {
                return length;
            }

            // A key and an empty string take 2 bytes, and no string's shortest form takes 25 bytes.
            if (extra == 1 || extra == 26)
            {
                extra += Multiple;
            }

            return length + extra > max ? length : length + extra;
        }

        /// <summary>Pads a message up to the length that <see cref="LengthOf"/> gave, the array's.</summary>
        /// <param name="message">The message, and room up to its end.</param>
        /// <param name="length">The message's length.</param>
        public static void Fill(byte[] message, int length)
        {
            int extra = message.Length - length;
            if (extra == 0)
            {
                return;
            }

            message[0]++;
            message[length++] = Key;
            if (extra < 26)
            {
                message[length++] = (byte)(0x40 + extra - 2);
            }
            else
            {
                message[length++] = 0x58;
                message[length++] = (byte)(extra - 3);
            }

            for (int i = length; i < message.Length; i++)
            {
                message[i] = 0;
            }
        }
    }
}
