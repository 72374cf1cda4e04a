namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers of the IIS3DWB as far as the driver uses them (ST data sheet DS12569, register mapping; ST application note AN5444).</summary>
    public enum Iis3dwbRegister
    {
        /// <summary>FIFO watermark, bits 7 to 0.</summary>
        FifoCtrl1 = 0x07,

        /// <summary>FIFO watermark, bit 8, in bit 0.</summary>
        FifoCtrl2 = 0x08,

        /// <summary>What is batched: 0x0A acceleration at 26,667 Hz.</summary>
        FifoCtrl3 = 0x09,

        /// <summary>FIFO mode: 0 bypass (and empty), 6 continuous.</summary>
        FifoCtrl4 = 0x0A,

        /// <summary>What drives INT1: bit 3 the FIFO's watermark.</summary>
        Int1Ctrl = 0x0D,

        /// <summary>Identity: 0x7B.</summary>
        WhoAmI = 0x0F,

        /// <summary>Bits 7 to 5: 101 on; bits 3 to 2: full scale.</summary>
        Ctrl1Xl = 0x10,

        /// <summary>Bit 6 block data update, bit 2 address increment, bit 0 software reset.</summary>
        Ctrl3C = 0x12,

        /// <summary>Bit 2: I2C off.</summary>
        Ctrl4C = 0x13,

        /// <summary>Bits 1 to 0: self-test, 1 positive.</summary>
        Ctrl5C = 0x14,

        /// <summary>X, low byte; five more follow.</summary>
        OutXL = 0x28,

        /// <summary>Unread words, bits 7 to 0.</summary>
        FifoStatus1 = 0x3A,

        /// <summary>Bit 7 watermark, bit 6 over-run, bit 3 over-run latched until read, bits 1 to 0 unread words bits 9 to 8.</summary>
        FifoStatus2 = 0x3B,

        /// <summary>First byte of a FIFO word of seven: bits 7 to 3 say what it holds, 2 acceleration. A burst goes round from the seventh byte to the first.</summary>
        FifoDataOutTag = 0x78,
    }
}
