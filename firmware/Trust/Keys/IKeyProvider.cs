namespace AIoT.Embedded.Trust
{
    /// <summary>Uses a device's own key without giving it away.</summary>
    public interface IKeyProvider
    {
        /// <summary>How the key is held.</summary>
        KeyLevel Level { get; }

        /// <summary>HMAC-SHA-256 (RFC 2104, FIPS 180-4) of the whole array under the device's key.</summary>
        /// <returns>32 bytes.</returns>
        byte[] Authenticate(byte[] message);
    }
}
