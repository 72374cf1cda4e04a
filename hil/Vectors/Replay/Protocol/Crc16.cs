namespace AIoT.Embedded.Replay
{
    /// <summary>CRC-16/CCITT-FALSE (polynomial 0x1021, register 0xFFFF at first, not reflected): the check of a line.</summary>
    public static class Crc16
    {
        /// <summary>Over the characters of a text from <paramref name="start"/> on, each as one byte.</summary>
        public static int Of(string text, int start, int length)
        {
            int crc = 0xFFFF;
            for (int i = start; i < start + length; i++)
            {
                crc ^= (text[i] & 255) << 8;
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : (crc << 1) & 0xFFFF;
                }
            }

            return crc;
        }
    }
}
