using System;
using System.IO;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// A board's configuration on flash: <c>node.conf</c> as it was flashed; above it <c>config.a/.b</c>, what a gateway has sent and was
    /// heard under; above that <c>offer.a/.b</c>, what it has sent and is on trial. An offer counts for good once the gateway has been
    /// heard under it; after three starts without that, the board goes back to what it had.
    /// </summary>
    public sealed class ConfigurationStore
    {
        /// <summary>The file that comes with the firmware.</summary>
        public const string FlashedName = "node.conf";

        private const int Trials = 3;
        private readonly IStorage _storage;
        private bool _onTrial;
        private int _refused;
        private string _reason;
        private byte[] _hash;
        private byte[] _readHash;

        /// <summary>The configuration in that folder.</summary>
        public ConfigurationStore(IStorage storage)
        {
            _storage = storage;
        }

        /// <summary>Configurations refused since boot: at start, and from gateways.</summary>
        public int Refused
        {
            get { return _refused; }
        }

        /// <summary>Why the last one was refused, at most 96 characters; null: none was.</summary>
        public string Reason
        {
            get { return _reason; }
        }

        /// <summary>True: what <see cref="Load"/> gave is on trial.</summary>
        public bool OnTrial
        {
            get { return _onTrial; }
        }

        /// <summary>SHA-256 of the bytes that <see cref="Load"/> gave a configuration of; null: it gave none.</summary>
        public byte[] Hash
        {
            get { return _hash; }
        }

        /// <summary>Reads what counts. Called once a start: it takes one of an offer's three trials.</summary>
        /// <returns>The configuration; null when there is none that is valid: the board runs by what its entry point says.</returns>
        public NodeConfiguration Load()
        {
            NodeConfiguration configuration = Find();
            _hash = configuration == null ? null : _readHash;
            return configuration;
        }

        private NodeConfiguration Find()
        {
            _onTrial = false;
            TwinFile offer = Offer();
            int length = offer.Load();
            if (length > 1 && offer.Bytes[offer.Offset] > 0 && TryTakeTrial(offer, length))
            {
                NodeConfiguration offered = Read(offer.Bytes, offer.Offset + 1, length - 1);
                if (offered != null)
                {
                    _onTrial = true;
                    return offered;
                }
            }

            TwinFile settled = Settled();
            length = settled.Load();
            NodeConfiguration configuration = length > 0 ? Read(settled.Bytes, settled.Offset, length) : null;
            return configuration != null ? configuration : Flashed();
        }

        /// <summary>Takes a configuration from a gateway; it counts from the next start, on trial.</summary>
        /// <param name="bytes">Holds its text.</param>
        /// <param name="offset">The text's first byte.</param>
        /// <param name="length">The text's length.</param>
        /// <param name="device">The board's name, which it keeps.</param>
        /// <returns>Null; or why it was refused, and then nothing has changed.</returns>
        public string TryOffer(byte[] bytes, int offset, int length, string device)
        {
            NodeConfiguration configuration = Read(bytes, offset, length);
            if (configuration == null)
            {
                return _reason;
            }

            if (configuration.Device != device)
            {
                return Refuse("device: a board keeps its name");
            }

            // The gateway is being heard, now: what is on trial has passed.
            if (!Confirm())
            {
                return Refuse("the board's flash could not be written");
            }

            try
            {
                TwinFile offer = Offer();
                offer.Load();
                offer.Bytes[offer.Offset] = Trials;
                Array.Copy(bytes, offset, offer.Bytes, offer.Offset + 1, length);
                offer.Save(length + 1);
                return null;
            }
            catch (IOException)
            {
                return Refuse("the board's flash could not be written");
            }
        }

        /// <summary>The gateway has been heard: a configuration on trial counts for good.</summary>
        /// <returns>False when it could not be written down.</returns>
        public bool Confirm()
        {
            if (!_onTrial)
            {
                return true;
            }

            try
            {
                TwinFile offer = Offer();
                int length = offer.Load();
                if (length > 1)
                {
                    TwinFile settled = Settled();
                    settled.Load();
                    Array.Copy(offer.Bytes, offer.Offset + 1, settled.Bytes, settled.Offset, length - 1);
                    settled.Save(length - 1);
                    offer.Bytes[offer.Offset] = 0;
                    offer.Save(1);
                }

                _onTrial = false;
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        private TwinFile Offer()
        {
            return new TwinFile(_storage, "offer", WireLimits.ConfigurationBytes + 1);
        }

        private TwinFile Settled()
        {
            return new TwinFile(_storage, "config", WireLimits.ConfigurationBytes);
        }

        private static bool TryTakeTrial(TwinFile offer, int length)
        {
            try
            {
                offer.Bytes[offer.Offset]--;
                offer.Save(length);
                return true;
            }
            catch (IOException)
            {
                // A trial that can't be counted could last for ever.
                return false;
            }
        }

        private NodeConfiguration Flashed()
        {
            try
            {
                IStorageFile file = _storage.Open(FlashedName);
                byte[] bytes = new byte[WireLimits.ConfigurationBytes + 1];
                int length = file.Read(0, bytes, 0, bytes.Length);
                file.Close();
                return length == 0 ? null : Read(bytes, 0, length);
            }
            catch (IOException)
            {
                Refuse("node.conf can't be read");
                return null;
            }
        }

        private NodeConfiguration Read(byte[] bytes, int offset, int length)
        {
            ConfigurationReader reader = new ConfigurationReader();
            NodeConfiguration configuration = reader.TryRead(bytes, offset, length);
            if (configuration == null)
            {
                Refuse(reader.Reason);
            }
            else
            {
                _readHash = Sha256.Hash(bytes, offset, length);
            }

            return configuration;
        }

        private string Refuse(string reason)
        {
            _refused++;
            _reason = reason;
            return reason;
        }
    }
}
