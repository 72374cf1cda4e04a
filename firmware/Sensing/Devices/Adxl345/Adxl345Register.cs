namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers of the ADXL345 as far as the driver uses them (Analog Devices data sheet rev. G, register map).</summary>
    public enum Adxl345Register
    {
        /// <summary>Identity: 0xE5.</summary>
        DevId = 0x00,

        /// <summary>Bits 3 to 0: rate, 15 is 3200 Hz, one less is half.</summary>
        BwRate = 0x2C,

        /// <summary>Bit 3: measure.</summary>
        PowerCtl = 0x2D,

        /// <summary>Bit 1: watermark interrupt on.</summary>
        IntEnable = 0x2E,

        /// <summary>0: all interrupts on INT1.</summary>
        IntMap = 0x2F,

        /// <summary>Bit 1 watermark, bit 0 over-run.</summary>
        IntSource = 0x30,

        /// <summary>Bit 7 self-test, bit 3 full resolution, bits 1 to 0 range: 3 +-16 g.</summary>
        DataFormat = 0x31,

        /// <summary>X, low byte; five more follow. Reading all six takes one entry out of the FIFO.</summary>
        DataX0 = 0x32,

        /// <summary>Bits 7 to 6 mode: 0 bypass, 2 stream; bits 4 to 0 watermark.</summary>
        FifoCtl = 0x38,

        /// <summary>Bits 5 to 0: entries.</summary>
        FifoStatus = 0x39,
    }
}
