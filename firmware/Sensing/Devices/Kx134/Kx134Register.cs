namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers of the KX134-1211 as far as the driver uses them (Kionix/Rohm technical reference manual, register map).</summary>
    public enum Kx134Register
    {
        /// <summary>X, low byte; five more follow.</summary>
        XOutL = 0x08,

        /// <summary>Identity: 0x46.</summary>
        WhoAmI = 0x13,

        /// <summary>Bit 6 buffer full, bit 5 watermark.</summary>
        Ins2 = 0x17,

        /// <summary>Bit 7 operate, bit 6 high performance, bits 4 to 3 range.</summary>
        Cntl1 = 0x1B,

        /// <summary>Bit 7: software reset.</summary>
        Cntl2 = 0x1C,

        /// <summary>Bit 6 filter at half of the rate, bits 3 to 0 rate: 15 is 25,600 Hz, one less is half.</summary>
        Odcntl = 0x21,

        /// <summary>INT1: bit 5 on, bit 4 active high, bit 3 pulse.</summary>
        Inc1 = 0x22,

        /// <summary>What drives INT1: bit 5 the watermark.</summary>
        Inc4 = 0x25,

        /// <summary>0xCA: self-test on; 0: off.</summary>
        SelfTest = 0x5D,

        /// <summary>Watermark in samples, up to 86 at 16 bits.</summary>
        BufCntl1 = 0x5E,

        /// <summary>Bit 7 buffer on, bit 6 16 bits, bit 5 full interrupt, bits 1 to 0: 1 stream.</summary>
        BufCntl2 = 0x5F,

        /// <summary>Bytes in the buffer, bits 7 to 0.</summary>
        BufStatus1 = 0x60,

        /// <summary>Bits 1 to 0: bytes in the buffer, bits 9 to 8.</summary>
        BufStatus2 = 0x61,

        /// <summary>Any write empties the buffer.</summary>
        BufClear = 0x62,

        /// <summary>The oldest byte; the address stays here while a burst reads.</summary>
        BufRead = 0x63,
    }
}
