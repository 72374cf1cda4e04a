using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Node
{
    /// <summary>What a board is told about the machine that it is mounted on; what is not given stays as the model's recipe has it.</summary>
    public sealed class MachineOptions
    {
        /// <summary>Outer race fault order in Q16; 0: as the recipe.</summary>
        public int BpfoQ16 { get; set; }

        /// <summary>Inner race fault order in Q16; 0: as the recipe.</summary>
        public int BpfiQ16 { get; set; }

        /// <summary>Ball spin order in Q16; 0: as the recipe.</summary>
        public int BsfQ16 { get; set; }

        /// <summary>Cage order in Q16; 0: as the recipe.</summary>
        public int FtfQ16 { get; set; }

        /// <summary>Nominal shaft speed in mHz; 0: as the recipe.</summary>
        public int ShaftSpeedMilliHz { get; set; }

        /// <summary>Writes what is given into a recipe.</summary>
        public void ApplyTo(FeatureRecipe recipe)
        {
            recipe.BpfoQ16 = BpfoQ16 != 0 ? BpfoQ16 : recipe.BpfoQ16;
            recipe.BpfiQ16 = BpfiQ16 != 0 ? BpfiQ16 : recipe.BpfiQ16;
            recipe.BsfQ16 = BsfQ16 != 0 ? BsfQ16 : recipe.BsfQ16;
            recipe.FtfQ16 = FtfQ16 != 0 ? FtfQ16 : recipe.FtfQ16;
            recipe.ShaftSpeedMilliHz = ShaftSpeedMilliHz != 0 ? ShaftSpeedMilliHz : recipe.ShaftSpeedMilliHz;
        }
    }
}
