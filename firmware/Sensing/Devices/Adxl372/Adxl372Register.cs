namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers of the ADXL372 as far as the driver uses them (Analog Devices data sheet, register map).</summary>
    public enum Adxl372Register
    {
        /// <summary>0xAD: Analog Devices.</summary>
        DeviceIdAd = 0x00,

        /// <summary>0xFA: 372 in octal.</summary>
        PartId = 0x02,

        /// <summary>Bit 3 FIFO over-run, bit 2 watermark.</summary>
        Status = 0x04,

        /// <summary>Bits 1 to 0: samples in the FIFO, bits 9 to 8; then their bits 7 to 0.</summary>
        FifoEntries2 = 0x06,

        /// <summary>X, high byte, left-justified 12 bits; five more follow.</summary>
        XDataH = 0x08,

        /// <summary>Watermark in samples, bits 7 to 0.</summary>
        FifoSamples = 0x39,

        /// <summary>Bits 5 to 3 axes (1 X, 2 Y, 4 Z), bits 2 to 1 mode (1 stream), bit 0 watermark bit 8. In standby only.</summary>
        FifoCtl = 0x3A,

        /// <summary>What drives INT1: bit 2 the watermark.</summary>
        Int1Map = 0x3B,

        /// <summary>Bits 7 to 5: rate, 0 is 400 Hz, each next twice.</summary>
        Timing = 0x3D,

        /// <summary>Bit 3 low noise, bits 2 to 0 bandwidth, 0 is 200 Hz, each next twice.</summary>
        Measure = 0x3E,

        /// <summary>Bit 4 short settling, bit 2 high-pass off, bits 1 to 0: 0 standby, 3 measure.</summary>
        PowerCtl = 0x3F,

        /// <summary>Bit 2 passed, bit 1 done, bit 0 start.</summary>
        SelfTest = 0x40,

        /// <summary>0x52 resets.</summary>
        Reset = 0x41,

        /// <summary>The oldest byte; the address stays here while a burst reads.</summary>
        FifoData = 0x42,
    }
}
