namespace AIoT.Embedded.Trust
{
    /// <summary>Numbers of COSE (RFC 9052, RFC 9053) that this project uses.</summary>
    public static class CoseLimits
    {
        /// <summary>Tag of a COSE_Mac0.</summary>
        public const int Mac0Tag = 17;

        /// <summary>Tag of a COSE_Sign1.</summary>
        public const int Sign1Tag = 18;

        /// <summary>HMAC 256/256.</summary>
        public const int HmacSha256 = 5;

        /// <summary>ECDSA with P-256 and SHA-256.</summary>
        public const int Es256 = -7;

        /// <summary>SHA-256 as the algorithm of a hashed payload.</summary>
        public const int Sha256 = -16;

        /// <summary>Header parameters: algorithm, critical parameters, key identifier, hash algorithm of the payload (COSE hash envelope).</summary>
        public const int AlgorithmLabel = 1, CriticalLabel = 2, KeyIdLabel = 4, PayloadHashLabel = 258;

        /// <summary>This project's own header parameter (private use): what a signed model image is (docs/contracts/model-image.md).</summary>
        public const int StatementLabel = -65537;

        /// <summary>The longest protected header and payload that is read, in bytes.</summary>
        public const int ProtectedBytes = 2048, PayloadBytes = 2048;

        /// <summary>Bytes of an HMAC 256/256 tag.</summary>
        public const int MacBytes = 32;

        /// <summary>The longest external data in bytes.</summary>
        public const int ExternalBytes = 64;
    }
}
