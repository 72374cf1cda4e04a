using System;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// A model image as a board on one machine runs it: its recipe with the machine's figures, its engine, its name on the wire.
    /// Without an image a board computes the scalars and a few features, and decides nothing.
    /// </summary>
    public sealed class BoardModel
    {
        private BoardModel(FeatureRecipe recipe, Engine engine, byte[] hash, int normalClass)
        {
            Recipe = recipe;
            Engine = engine;
            Hash = hash;
            NormalClass = normalClass;
        }

        /// <summary>What is computed from a window.</summary>
        public FeatureRecipe Recipe { get; }

        /// <summary>Runs the model; null: no model.</summary>
        public Engine Engine { get; }

        /// <summary>The first 8 bytes of the SHA-256 of the image; null: no model.</summary>
        public byte[] Hash { get; }

        /// <summary>Index of the class "normal" or "healthy"; 0 where classes have no names; -1 for a model with one score.</summary>
        public int NormalClass { get; }

        /// <summary>Prepares a model for a machine.</summary>
        /// <param name="image">The model, or null.</param>
        /// <param name="machine">What is known of the machine.</param>
        /// <param name="packedWeightBudgetBytes">Memory that the engine may use to be faster (<see cref="Inference.Engine"/>).</param>
        /// <exception cref="ArgumentException">The model does not fit this application; says why in one line.</exception>
        public static BoardModel Prepare(ModelImage image, MachineOptions machine, int packedWeightBudgetBytes)
        {
            FeatureRecipe recipe = RecipeFor(image, machine);
            if (image == null)
            {
                return new BoardModel(recipe, null, null, 0);
            }

            Check(image, recipe);
            Engine engine = new Engine(image, packedWeightBudgetBytes);
            if (!engine.SelfTest())
            {
                throw new ArgumentException("model " + image.Id + ": its self-test gives other scores than it should");
            }

            byte[] hash = new byte[WireLimits.ModelBytes];
            Array.Copy(image.ComputeHash(), 0, hash, 0, hash.Length);
            return new BoardModel(recipe, engine, hash, NormalClassOf(image));
        }

        /// <summary>What is computed from a window: by the model's recipe, or a few features without a model, with the machine's figures.</summary>
        /// <exception cref="ArgumentException">There is no valid recipe; says why in one line.</exception>
        public static FeatureRecipe RecipeFor(ModelImage image, MachineOptions machine)
        {
            FeatureRecipe recipe = image == null ? Default() : RecipeOf(image);
            machine.ApplyTo(recipe);
            string fault = recipe.Validate();
            if (fault != null)
            {
                throw new ArgumentException(fault);
            }

            return recipe;
        }

        private static FeatureRecipe Default()
        {
            return new FeatureRecipe().Add(FeatureId.Rms).Add(FeatureId.Peak).Add(FeatureId.VelocityRms).Add(FeatureId.Crest).Add(FeatureId.Kurtosis);
        }

        private static FeatureRecipe RecipeOf(ModelImage image)
        {
            if (image.RecipeLength == 0)
            {
                throw new ArgumentException("model " + image.Id + ": it has no feature recipe, so a board can't feed it");
            }

            FeatureRecipe recipe;
            string reason;
            if (!FeatureRecipe.TryParse(image.Data, image.RecipeOffset, image.RecipeLength, out recipe, out reason))
            {
                throw new ArgumentException("model " + image.Id + ": " + reason);
            }

            return recipe;
        }

        private static void Check(ModelImage image, FeatureRecipe recipe)
        {
            if (recipe.FeatureCount != image.InputCount)
            {
                throw new ArgumentException("model " + image.Id + ": it takes " + image.InputCount.ToString() + " features and its recipe gives " + recipe.FeatureCount.ToString());
            }

            if (!image.HasScores || image.OutputCount < 1 || image.OutputCount > WireLimits.Scores)
            {
                throw new ArgumentException("model " + image.Id + ": this board needs a model with 1 to " + WireLimits.Scores.ToString() + " scores");
            }
        }

        private static int NormalClassOf(ModelImage image)
        {
            if (image.OutputCount == 1)
            {
                return -1;
            }

            for (int i = 0; i < image.ClassCount; i++)
            {
                string name = image.ClassName(i);
                if (name == "normal" || name == "healthy")
                {
                    return i;
                }
            }

            return 0;
        }
    }
}
