"""The database: tables, one file of intention-named queries per feature, migrations. The only users of SQLAlchemy."""
