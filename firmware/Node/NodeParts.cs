using AIoT.Embedded.Inference;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Trust;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Node
{
    /// <summary>What an entry point gives to <see cref="NodeApp"/>: everything that is of the board and not of the application.</summary>
    public sealed class NodeParts
    {
        /// <summary>Uptime, memory, random bits.</summary>
        public IBoard Board { get; set; }

        /// <summary>Restart and sleep.</summary>
        public IPower Power { get; set; }

        /// <summary>The folder of the board's flash.</summary>
        public IStorage Storage { get; set; }

        /// <summary>Sizes of the store in it.</summary>
        public StoreOptions Store { get; set; } = new StoreOptions();

        /// <summary>The sensor.</summary>
        public ISampleSource Source { get; set; }

        /// <summary>The MQTT client, with the broker's address and certificates, not connected.</summary>
        public IMqttClient Client { get; set; }

        /// <summary>The model; null: the board decides nothing by itself.</summary>
        public ModelImage Image { get; set; }

        /// <summary>Where <see cref="Image"/> was found, and where offered models go; null: the board takes none.</summary>
        public ModelSlots Models { get; set; }

        /// <summary>Makes evidence of what the board runs; null: the board can't be challenged.</summary>
        public Attester Attester { get; set; }

        /// <summary>Memory that the engine may use to be faster (<see cref="Engine"/>).</summary>
        public int PackedWeightBudgetBytes { get; set; }

        /// <summary>The firmware's version, at most 32 printable ASCII characters.</summary>
        public string Firmware { get; set; } = "0.1.0";

        /// <summary>What the board is told about its place.</summary>
        public NodeConfiguration Configuration { get; set; }

        /// <summary>Where it was read from, and where a gateway's goes; null: gateways can't change it.</summary>
        public ConfigurationStore Configurations { get; set; }

        /// <summary>The first wait before connecting again, in milliseconds.</summary>
        public int FirstBackOffMilliseconds { get; set; } = 1000;
    }
}
