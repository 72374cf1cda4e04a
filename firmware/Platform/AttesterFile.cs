using AIoT.Embedded.Node;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Platform
{
    /// <summary>What was flashed with the board for its evidence: <c>identity</c>, who it is, and <c>firmware.sha</c>, what runs on it.</summary>
    public static class AttesterFile
    {
        /// <summary>SHA-256 of the deployed firmware, 32 bytes, written by whoever deployed it.</summary>
        public const string FirmwareName = "firmware.sha";

        private const string SoftwareName = "AIoT.Embedded.Node";
        private const int SeedWords = 4;

        /// <summary>Makes what answers challenges.</summary>
        /// <param name="storage">The flash folder.</param>
        /// <param name="model">The board's name in boards/.</param>
        /// <param name="version">The firmware's version.</param>
        /// <param name="board">Draws the boot seed.</param>
        /// <param name="reason">Why there is none, or null: no identity was flashed.</param>
        /// <returns>The attester; null: the board can't be challenged.</returns>
        public static Attester Load(IStorage storage, string model, string version, IBoard board, out string reason)
        {
            byte[] bytes = FlashFile.Read(storage, DeviceIdentity.FileName, out reason);
            if (bytes == null)
            {
                return null;
            }

            DeviceIdentity identity = new DeviceIdentity();
            if (bytes.Length > DeviceIdentity.MostBytes || !identity.TryDecode(bytes, bytes.Length))
            {
                reason = DeviceIdentity.FileName + ": " + (identity.Reason == null ? "it is too long" : identity.Reason);
                return null;
            }

            byte[] seed = new byte[4 * SeedWords];
            for (int i = 0; i < SeedWords; i++)
            {
                uint drawn = board.NextRandom();
                seed[4 * i] = (byte)drawn;
                seed[4 * i + 1] = (byte)(drawn >> 8);
                seed[4 * i + 2] = (byte)(drawn >> 16);
                seed[4 * i + 3] = (byte)(drawn >> 24);
            }

            Attester attester = new Attester(identity, new SoftwareKeyProvider(identity.Key), model, SoftwareName, version, DebugStatus.Enabled, seed);
            byte[] firmware = FlashFile.Read(storage, FirmwareName, out reason);
            if (firmware != null && firmware.Length == EvidenceClaim.HashBytes)
            {
                attester.FirmwareHash = firmware;
            }
            else
            {
                reason = FirmwareName + " is not there with 32 bytes: evidence says zeros for the firmware";
            }

            return attester;
        }
    }
}
