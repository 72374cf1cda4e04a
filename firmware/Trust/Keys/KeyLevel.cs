namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// What a device key is worth: how it is held. A board does not claim its own level; whoever enrols it writes it down (evidence contract).
    /// Neither level is DICE: the key does not depend on what was booted.
    /// </summary>
    public enum KeyLevel
    {
        /// <summary>Not told.</summary>
        Unknown = 0,

        /// <summary>
        /// A key in the device's files. Whoever reads the flash, or runs code on the board, has it and can claim any measurement. It tells boards
        /// apart over a network; it does not stop someone who has held the board.
        /// </summary>
        SoftwareKey = 1,

        /// <summary>
        /// A key burnt into eFuses that only the HMAC peripheral reads, on a board with secure boot and flash encryption. No software can copy the
        /// key, but any firmware that runs can use it: the measurements are as honest as firmware that was signed for this board.
        /// </summary>
        EfuseHmacWithSecureBoot = 2,
    }
}
