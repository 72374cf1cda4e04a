namespace AIoT.Embedded.Replay
{
    /// <summary>Cases in an assembly's array data. Each is copied into memory when it is asked for.</summary>
    public abstract class VectorSet
    {
        /// <summary>How many cases there are.</summary>
        public abstract int Count { get; }

        /// <summary>A case: its kind, its name, its data.</summary>
        public abstract byte[] Case(int index);

        /// <summary>A new player for a kind that this set brings its own for, or null: sets whose players need a library that not every target has.</summary>
        public virtual CasePlayer PlayerFor(int kind)
        {
            return null;
        }
    }
}
