-- Steps of what is made from materials and of imports of cards are announced as those of materials are: in the transaction of
-- the step, with the account that looks again. The function names its rows after the imports of materials.

CREATE TRIGGER notify_inserted AFTER INSERT ON study.generations REFERENCING NEW TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();
CREATE TRIGGER notify_updated AFTER UPDATE ON study.generations REFERENCING NEW TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();
CREATE TRIGGER notify_deleted AFTER DELETE ON study.generations REFERENCING OLD TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();

CREATE TRIGGER notify_inserted AFTER INSERT ON study.card_imports REFERENCING NEW TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();
CREATE TRIGGER notify_updated AFTER UPDATE ON study.card_imports REFERENCING NEW TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();
CREATE TRIGGER notify_deleted AFTER DELETE ON study.card_imports REFERENCING OLD TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();

ALTER TABLE study.card_imports ADD COLUMN cards integer CHECK (cards >= 0);
COMMENT ON COLUMN study.card_imports.cards IS 'The cards of the file, when it has been read.';
