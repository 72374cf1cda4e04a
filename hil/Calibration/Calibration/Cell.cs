namespace AIoT.Embedded.Calibration
{
    /// <summary>An object with a field, for the mixes.</summary>
    public class Cell
    {
        /// <summary>The field.</summary>
#pragma warning disable CA1051 // A field is what is timed.
        public int Value;
#pragma warning restore CA1051

        /// <summary>The field through a getter.</summary>
        public int Property
        {
            get { return Value; }
        }

        /// <summary>Called without doing anything.</summary>
        public void Nothing()
        {
        }

        /// <summary>Called through the table of virtual methods.</summary>
        public virtual void Turn()
        {
        }
    }
}
