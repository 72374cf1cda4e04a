namespace AIoT.Embedded.Sensing
{
    /// <summary>Registers of the ICM-42688-P as far as the driver uses them (TDK InvenSense data sheet DS-000347, register map); bank 0 unless said.</summary>
    public enum Icm42688Register
    {
        /// <summary>Bit 0: software reset.</summary>
        DeviceConfig = 0x11,

        /// <summary>INT1: bit 2 latched, bit 1 push-pull, bit 0 active high.</summary>
        IntConfig = 0x14,

        /// <summary>Bits 7 to 6: 0 bypass, 1 stream.</summary>
        FifoConfig = 0x16,

        /// <summary>X, high byte; five more follow.</summary>
        AccelDataX1 = 0x1F,

        /// <summary>Bit 2 watermark, bit 1 FIFO full, cleared by reading; then FIFO_COUNTH and FIFO_COUNTL.</summary>
        IntStatus = 0x2D,

        /// <summary>The oldest byte; the address stays here while a burst reads.</summary>
        FifoData = 0x30,

        /// <summary>Bank 2: the factory's self-test codes of X, Y, Z.</summary>
        Bank2XaStData = 0x3B,

        /// <summary>Bit 1: empties the FIFO.</summary>
        SignalPathReset = 0x4B,

        /// <summary>Bit 6: the FIFO counts packets; bits 5 and 4: big-endian.</summary>
        IntfConfig0 = 0x4C,

        /// <summary>Bits 3 to 2 gyroscope, bits 1 to 0 accelerometer: 3 low noise.</summary>
        PwrMgmt0 = 0x4E,

        /// <summary>Bits 7 to 5 range: 0 +-16 g; bits 3 to 0 rate: 1 is 32 kHz.</summary>
        AccelConfig0 = 0x50,

        /// <summary>Bits 7 to 4: the accelerometer's filter.</summary>
        GyroAccelConfig0 = 0x52,

        /// <summary>Bit 5 watermark interrupt at each sample above it, bit 0 acceleration.</summary>
        FifoConfig1 = 0x5F,

        /// <summary>Watermark, bits 7 to 0.</summary>
        FifoConfig2 = 0x60,

        /// <summary>Watermark, bits 11 to 8.</summary>
        FifoConfig3 = 0x61,

        /// <summary>Bits 6 and 5 set and 4 cleared for rates of 4 kHz and more.</summary>
        IntConfig1 = 0x64,

        /// <summary>What drives INT1: bit 2 the watermark.</summary>
        IntSource0 = 0x65,

        /// <summary>Packets lost, low byte; the high byte follows.</summary>
        FifoLostPacket0 = 0x6C,

        /// <summary>Bit 6 power of the accelerometer's self-test, bits 5 to 3 axes Z, Y, X.</summary>
        SelfTestConfig = 0x70,

        /// <summary>Identity: 0x47.</summary>
        WhoAmI = 0x75,

        /// <summary>The bank, in all banks.</summary>
        BankSel = 0x76,
    }
}
