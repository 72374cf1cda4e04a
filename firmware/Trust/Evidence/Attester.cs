using System;

namespace AIoT.Embedded.Trust
{
    /// <summary>
    /// Makes a board's tokens (evidence contract). What it says of firmware, model and configuration is what it is told at start: it measures
    /// nothing by itself.
    /// </summary>
    public sealed class Attester
    {
        private const int Remembered = 16;
        private readonly IKeyProvider _key;
        private readonly EvidenceClaims _claims = new EvidenceClaims();
        private readonly byte[] _payload = new byte[512];
        private readonly byte[][] _nonces = new byte[Remembered][];
        private int _next;

        /// <summary>Prepares.</summary>
        /// <param name="identity">Who the board is.</param>
        /// <param name="key">The board's key.</param>
        /// <param name="hardwareModel">The board's name in boards/: 1 to 32 printable ASCII characters.</param>
        /// <param name="softwareName">The firmware's name, 1 to 32 printable ASCII characters.</param>
        /// <param name="softwareVersion">The firmware's version, 1 to 32 printable ASCII characters.</param>
        /// <param name="debugStatus">State of the debug ports (<see cref="DebugStatus"/>).</param>
        /// <param name="bootSeed">16 random bytes, drawn at this boot.</param>
        public Attester(DeviceIdentity identity, IKeyProvider key, string hardwareModel, string softwareName, string softwareVersion, int debugStatus, byte[] bootSeed)
        {
            _key = key;
            _claims.Ueid = identity.Ueid;
            _claims.OemId = identity.OemId;
            _claims.HardwareModel = hardwareModel;
            _claims.SoftwareName = softwareName;
            _claims.SoftwareVersion = softwareVersion;
            _claims.DebugStatus = debugStatus;
            _claims.BootSeed = bootSeed;
            FirmwareHash = new byte[EvidenceClaim.HashBytes];
            Boot = 1;
        }

        /// <summary>How often the board has booted.</summary>
        public long Boot { get; set; }

        /// <summary>SHA-256 of the firmware build; all zeros: not known.</summary>
        public byte[] FirmwareHash { get; set; }

        /// <summary>SHA-256 of the body of the model image in use; null: none.</summary>
        public byte[] ModelHash { get; set; }

        /// <summary>SHA-256 of the configuration in use; null: none.</summary>
        public byte[] ConfigurationHash { get; set; }

        /// <summary>True when a nonce is one of the last sixteen that were answered since boot: its challenge is played again.</summary>
        public bool IsReplay(byte[] nonce, int length)
        {
            for (int i = 0; i < Remembered; i++)
            {
                byte[] old = _nonces[i];
                if (old != null && old.Length == length && FixedTime.Equal(old, 0, nonce, 0, length))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Writes a token.</summary>
        /// <param name="nonce">Holds the challenge's nonce; null: evidence of the boot.</param>
        /// <param name="nonceLength">Bytes of the nonce.</param>
        /// <param name="uptimeMilliseconds">Time since boot.</param>
        /// <param name="token">Takes it from index 0 on; 1024 bytes suffice.</param>
        /// <returns>Its length; 0 when it does not fit.</returns>
        public int Attest(byte[] nonce, int nonceLength, long uptimeMilliseconds, byte[] token)
        {
            EvidenceClaims claims = _claims;
            claims.Nonce = null;
            if (nonce != null)
            {
                byte[] copy = new byte[nonceLength];
                Array.Copy(nonce, 0, copy, 0, nonceLength);
                claims.Nonce = copy;
                _nonces[_next] = copy;
                _next = (_next + 1) % Remembered;
            }

            claims.UptimeSeconds = uptimeMilliseconds / 1000;
            claims.BootCount = Boot;
            claims.FirmwareHash = FirmwareHash;
            claims.ModelHash = ModelHash;
            claims.ConfigurationHash = ConfigurationHash;
            int length = claims.Encode(_payload, 0);
            return length == 0 ? 0 : CoseMac0.Seal(_key, _payload, 0, length, token);
        }
    }
}
