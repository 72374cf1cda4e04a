namespace AIoT.Embedded.Trust
{
    /// <summary>Keys of the claims in a token (RFC 9711 and the IANA registry of CWT claims), and their sizes here.</summary>
    public static class EvidenceClaim
    {
        /// <summary>The challenge's nonce.</summary>
        public const int Nonce = 10;

        /// <summary>The board's name for life.</summary>
        public const int Ueid = 256;

        /// <summary>Who made the board.</summary>
        public const int OemId = 258;

        /// <summary>The maker's name of the hardware.</summary>
        public const int HardwareModel = 259;

        /// <summary>Seconds since boot.</summary>
        public const int Uptime = 261;

        /// <summary>State of the debug ports (<see cref="Trust.DebugStatus"/>).</summary>
        public const int DebugStatus = 263;

        /// <summary>How often the board has booted.</summary>
        public const int BootCount = 267;

        /// <summary>Random bytes drawn at boot.</summary>
        public const int BootSeed = 268;

        /// <summary>The firmware's name.</summary>
        public const int SoftwareName = 270;

        /// <summary>The firmware's version.</summary>
        public const int SoftwareVersion = 271;

        /// <summary>What was measured.</summary>
        public const int Measurements = 273;

        /// <summary>A nonce's length in bytes. RFC 9711 allows 8 to 64.</summary>
        public const int NonceLeast = 16, NonceMost = 64;

        /// <summary>A UEID's length in bytes (RFC 9711, section 4.2.1); ours is 1 + 16.</summary>
        public const int UeidLeast = 7, UeidMost = 33;

        /// <summary>The type byte of a UEID that is random.</summary>
        public const int RandomUeid = 1;

        /// <summary>Length of a random OEM identifier in bytes (RFC 9711, section 4.2.3).</summary>
        public const int OemIdBytes = 16;

        /// <summary>The longest hardware model in bytes.</summary>
        public const int HardwareModelMost = 32;

        /// <summary>A boot seed's length in bytes; ours has 16.</summary>
        public const int BootSeedLeast = 8, BootSeedMost = 64;

        /// <summary>The longest name and version of firmware in characters.</summary>
        public const int SoftwareTextMost = 32;

        /// <summary>Content format of a measurement: application/cbor (IANA, CoAP content formats).</summary>
        public const int CborFormat = 60;

        /// <summary>Keys of the measurements' map: SHA-256 of the firmware build, the model image's body, the configuration.</summary>
        public const int MeasuredFirmware = 1, MeasuredModel = 2, MeasuredConfiguration = 3;

        /// <summary>Bytes of a measurement.</summary>
        public const int HashBytes = 32;
    }
}
