using System;
using System.Security.Cryptography;

namespace AIoT.Embedded.Trust
{
    /// <summary>A key that is bytes in memory, read from the device's configuration: <see cref="KeyLevel.SoftwareKey"/>. The device library computes the HMAC in native code.</summary>
    public sealed class SoftwareKeyProvider : IKeyProvider
    {
        /// <summary>Bytes of a key.</summary>
        public const int KeyBytes = 32;

        private readonly byte[] _key;

        /// <summary>Takes a copy of a key.</summary>
        /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
        public SoftwareKeyProvider(byte[] key)
        {
            if (key == null || key.Length != KeyBytes)
            {
                throw new ArgumentException("a device key has 32 bytes");
            }

            _key = new byte[KeyBytes];
            Array.Copy(key, 0, _key, 0, KeyBytes);
        }

        /// <inheritdoc/>
        public KeyLevel Level
        {
            get { return KeyLevel.SoftwareKey; }
        }

        /// <inheritdoc/>
        public byte[] Authenticate(byte[] message)
        {
            return HMACSHA256.HashData(_key, message);
        }
    }
}
